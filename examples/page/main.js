/** The page: sends drawings and picture files to the worker, and shows what it reads. */

const canvas = document.querySelector('canvas');
const output = document.querySelector('output');
const ink = canvas.getContext('2d', { willReadFrequently: true });
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

worker.onmessage = ({ data: { text, note = '' } }) => {
  const small = document.createElement('small');
  small.textContent = note;
  output.replaceChildren(text, small);
};
worker.onerror = ({ message }) => {
  output.textContent = `The worker failed: ${message}`;
};

function clear() {
  ink.fillStyle = 'white';
  ink.fillRect(0, 0, canvas.width, canvas.height);
  output.replaceChildren();
}

function draw({ offsetX, offsetY, buttons, type }) {
  const scale = canvas.width / canvas.clientWidth;
  if (type === 'pointerdown') ink.beginPath();
  if (buttons === 0) return;
  ink.lineTo(offsetX * scale, offsetY * scale);
  ink.stroke();
}

ink.lineWidth = 18;
ink.lineCap = ink.lineJoin = 'round';
clear();
canvas.addEventListener('pointerdown', (event) => {
  canvas.setPointerCapture(event.pointerId);
  draw(event);
});
canvas.addEventListener('pointermove', draw);
canvas.addEventListener('pointerup', () => {
  worker.postMessage(ink.getImageData(0, 0, canvas.width, canvas.height));
});
document.querySelector('button').addEventListener('click', clear);
document.querySelector('input').addEventListener('change', ({ target: { files } }) => {
  if (files.length > 0) worker.postMessage(files[0]);
});
