/**
 * Matches paths against a parsed pattern by the set of all states that a nondeterministic automaton may be in. The time
 * is at most the length of the path times that of the pattern; a regular expression with backtracking would take
 * exponential time for some patterns.
 *
 * Source: Thompson, K. (1968). Regular expression search algorithm. CACM 11(6).
 */

import type { Part } from './parse.ts';

interface State {
  /** Whether a character leads on; null for a state that is only passed through. */
  readonly accepts: ((character: string) => boolean) | null;
  /** The states after that character, or at once. */
  readonly next: number[];
  /** Whether it, as wildcards do, does not match the point at the start of the name of a hidden file. */
  readonly isWild: boolean;
}

/** How far a path has been matched. */
export interface Progress {
  readonly states: readonly number[];
  readonly isNameStart: boolean;
}

const ACCEPTED = 0;

export class Matcher {
  readonly #states: State[] = [{ accepts: null, next: [], isWild: false }];
  readonly start: Progress;

  constructor(pattern: readonly Part[]) {
    const first = this.#sequence(pattern, ACCEPTED);
    this.start = { states: this.#reachable([first]), isNameStart: true };
  }

  /** Matches further characters of a path. */
  advance({ states, isNameStart }: Progress, text: string): Progress {
    let now = states;
    let atStart = isNameStart;
    for (const character of text) {
      if (now.length === 0) break;
      const following: number[] = [];
      for (const id of now) {
        const { accepts, next, isWild } = this.#states[id];
        if (accepts === null || (isWild && atStart && character === '.')) continue;
        if (accepts(character)) following.push(...next);
      }
      now = this.#reachable(following);
      atStart = character === '/';
    }
    return { states: now, isNameStart: atStart };
  }

  /** Whether the path matches as it is. */
  isMatch({ states }: Progress): boolean {
    return states.includes(ACCEPTED);
  }

  /** Whether the path may match if it goes on. */
  isHopeful({ states }: Progress): boolean {
    return states.some((id) => id !== ACCEPTED);
  }

  /** These states and those that they pass on to at once. */
  #reachable(from: readonly number[]): number[] {
    const found = new Set<number>();
    const open = [...from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      const { accepts, next } = this.#states[id];
      if (accepts === null) open.push(...next);
    }
    return [...found].filter((id) => id === ACCEPTED || this.#states[id].accepts !== null);
  }

  #add(accepts: State['accepts'], next: number[], isWild = false): number {
    return this.#states.push({ accepts, next, isWild }) - 1;
  }

  /**
   * Returns the first state of the parts, the last of which leads to `next`.
   * @param afterStar whether a star comes before, which may match nothing: a point is not at the start of a name then
   */
  #sequence(parts: readonly Part[], next: number, afterStar = false): number {
    return parts.reduceRight(
      (after, part, n) => this.#part(part, after, n === 0 ? afterStar : parts[n - 1].kind === 'star'),
      next,
    );
  }

  #part(part: Part, next: number, afterStar: boolean): number {
    switch (part.kind) {
      case 'literal':
        return [...part.text].reduceRight(
          (after, expected) => this.#add((character) => character === expected, [after], afterStar),
          next,
        );
      case 'any':
        return this.#add(isNotSlash, [next], true);
      case 'class':
        return this.#add(
          (character) =>
            isNotSlash(character) &&
            part.negated !== part.ranges.some(([from, to]) => from <= character && character <= to),
          [next],
          true,
        );
      case 'star':
        return this.#repeat(next);
      case 'folders': {
        const pass: number[] = [next];
        const start = this.#add(null, pass);
        const slash = this.#add((character) => character === '/', [start]);
        pass.push(this.#add(isNotSlash, [this.#repeat(slash)], true)); // a folder: one character at least
        return start;
      }
      case 'alternatives':
        return this.#add(
          null,
          part.all.map((parts) => this.#sequence(parts, next, afterStar)),
        );
    }
  }

  /** Any number of characters of a name. */
  #repeat(next: number): number {
    const pass: number[] = [next];
    const start = this.#add(null, pass);
    pass.push(this.#add(isNotSlash, [start], true));
    return start;
  }
}

const isNotSlash = (character: string): boolean => character !== '/';
