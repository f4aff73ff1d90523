/**
 * Runs in the page before its own scripts: records when pointer events are dispatched and when drawings are posted to
 * the reading worker; and when its answer arrives, checks in the next frame whether the page shows it.
 */

const moves = [];
const answers = [];
globalThis.penStudy = { moves, answers };

const move = 'onpointerrawupdate' in globalThis ? 'pointerrawupdate' : 'pointermove'; // the event that the page listens to
for (const type of ['pointerdown', move]) {
  addEventListener(
    type,
    (event) => {
      // a time stamp is earlier than the call of its listeners: browsers delay moves until a frame
      if (event.buttons > 0 && event.target instanceof HTMLCanvasElement)
        moves.push({ input: event.timeStamp, dispatched: performance.now() });
    },
    { capture: true },
  );
}

const text = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent);

/** The large number, and the probabilities next to the bars. */
function isShown({ lines }) {
  const digits = lines.flat();
  const number = lines.map((line) => line.map(({ name }) => name).join('')).join('\n');
  const shown = document.querySelector('[data-testid="answer"]').dataset.number;
  if (digits.length === 0) return shown === '';
  const bars = digits[0].probabilities.map((probability) => `${(100 * probability).toFixed(1)}%`);
  return shown === number && text('.bar-value').join() === bars.join();
}

const painted = new MessageChannel();
let waiting = [];
// a message posted in a frame is received after its styles, layout and painting are done
painted.port1.onmessage = () => {
  const now = performance.now();
  const newest = waiting.at(-1);
  // of two answers within a frame the later one is painted, which includes all moves of the earlier one
  if (newest !== undefined) answers.push({ sent: newest.sent, painted: now, shown: isShown(newest.value) });
  waiting = [];
};

const handedOver = new Map();
globalThis.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    if (options?.name !== 'reading') return;
    this.addEventListener('message', ({ data }) => {
      const sent = handedOver.get(data.id);
      if (sent === undefined) return;
      handedOver.delete(data.id);
      waiting.push({ sent, value: data.value });
      requestAnimationFrame(() => painted.port2.postMessage(null));
    });
  }
  postMessage(message, ...rest) {
    if (message.path?.[0] === 'recognize') handedOver.set(message.id, performance.now());
    super.postMessage(message, ...rest);
  }
};
