import { expose } from 'comlink';
import { ReadingEngine } from './reading-engine.ts';

expose(new ReadingEngine());
