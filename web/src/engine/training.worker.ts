import { expose } from 'comlink';
import { TrainingEngine } from './training-engine.ts';

expose(new TrainingEngine());
