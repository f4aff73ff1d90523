/** Ten bars: the probability of each digit. */

import { percent, words } from '../i18n/index.ts';

interface BarsProps {
  /** Ten of them; null before there is an answer. */
  readonly probabilities: readonly number[] | null;
  readonly digit: number | null;
}

export function Bars({ probabilities, digit }: BarsProps): preact.JSX.Element {
  return (
    <ol class="bars" aria-label={words.value.probabilities}>
      {Array.from({ length: 10 }, (_, n) => {
        const probability = probabilities?.[n] ?? 0;
        return (
          <li
            key={n}
            class={n === digit ? 'bar best' : 'bar'}
            aria-label={words.value.probabilityOf(String(n), percent(probability))}
          >
            <span class="bar-digit">{n}</span>
            <span class="bar-track">
              <span class="bar-fill" style={{ transform: `scaleX(${probability})` }} />
            </span>
            <span class="bar-value">{probabilities === null ? '' : percent(probability)}</span>
          </li>
        );
      })}
    </ol>
  );
}
