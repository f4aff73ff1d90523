/** Loss and accuracy by epoch. */

import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { words } from '../i18n/index.ts';
import { darkTheme } from '../ui/theme.ts';
import { history, progress } from './state.ts';

const HEIGHT = 190;

export function Curves(): preact.JSX.Element | null {
  const epochs = history.value;
  if (epochs.length === 0 && progress.value === null) return null;
  const text = words.value;
  const x = epochs.map(({ epoch }) => epoch);
  return (
    <div class="curves" data-testid="curves">
      <Curve
        title={text.loss}
        data={[x, epochs.map(({ loss }) => loss), epochs.map(({ validationLoss }) => validationLoss)]}
      />
      <Curve
        title={text.accuracy}
        data={[
          x,
          epochs.map(({ accuracy }) => 100 * accuracy),
          epochs.map(({ validationAccuracy: accuracy }) => (accuracy === null ? null : 100 * accuracy)),
        ]}
        unit="%"
      />
      <p class="soft">{text.curveNote}</p>
    </div>
  );
}

interface CurveProps {
  readonly title: string;
  readonly data: [number[], (number | null)[], (number | null)[]];
  readonly unit?: string;
}

function Curve({ title, data, unit = '' }: CurveProps): preact.JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const dark = darkTheme.value;
  const text = words.value;
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const style = getComputedStyle(document.documentElement);
    const [ink, line, accent] = ['--soft', '--line', '--accent'].map((name) => style.getPropertyValue(name));
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const drawn = new uPlot(
      {
        width: target.clientWidth || 300,
        height: HEIGHT,
        title,
        scales: { x: { time: false } },
        cursor: { y: false },
        legend: { live: false },
        axes: [
          { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 1000] },
          { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`) },
        ],
        series: [
          { label: text.epoch },
          { label: text.training, stroke: ink, dash: [5, 4], width: 2, points: { show: data[0].length < 3 } },
          { label: text.validation, stroke: accent, width: 2.5, points: { show: data[0].length < 3 } },
        ],
      },
      data,
      target,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: target.clientWidth, height: HEIGHT }));
    observer.observe(target);
    return () => {
      observer.disconnect();
      drawn.destroy();
    };
    // new data goes into the plot that is there
  }, [title, unit, dark, text, data[0].length < 3]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);
  return <div ref={element} class="curve" role="img" aria-label={title} />;
}
