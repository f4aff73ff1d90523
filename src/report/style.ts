/** The style sheet of all reports: colours and typography of the page, and a print layout. */

import { colours } from './theme.ts';

function properties(theme: Readonly<Record<string, string>>): string {
  return Object.entries(theme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

export const styleSheet: string = `
:root{color-scheme:light dark;${properties(colours.light)};--edge:var(--line)}
@media (prefers-color-scheme:dark){
:root{${properties(colours.dark)};--edge:#cfc5bb}
.pixels{filter:invert(1) hue-rotate(180deg)}
}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%}
body,h1,h2,h3,p,figure,ul,dl,dd{margin:0;padding:0}
body{font-variant-numeric:tabular-nums}
ul{list-style:none}
header,main,footer{max-width:1080px;margin-inline:auto;padding-inline:clamp(.9rem,2.5vw,2rem)}
header{padding-block:1.4rem 1.2rem;display:grid;gap:.3rem}
h1{display:flex;align-items:baseline;flex-wrap:wrap;gap:.2rem .7rem;font-size:1.45rem;line-height:1.25;overflow-wrap:anywhere}
.mark{padding:.05rem .45rem .15rem;border-radius:7px;background:var(--accent);color:var(--accent-ink);font-size:1.05rem;letter-spacing:-.02em}
h2{font-size:1.08rem;font-weight:650}
h3{font-size:.92rem;font-weight:650;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.small{font-size:.88rem}
header p,p,dd,td,th{overflow-wrap:anywhere}
main{display:grid;gap:1.1rem}
main>section,.tiles{min-width:0;padding:1.1rem clamp(.9rem,2vw,1.4rem) 1.25rem;border:1px solid var(--line);border-radius:12px;background:var(--surface)}
main>section{display:grid;gap:.8rem}
main>section>*{min-width:0}
.lead{color:var(--soft);font-size:.92rem;max-width:46rem}
.note{padding:.7rem 1rem;border-radius:12px;background:var(--warn-soft);font-size:.94rem}
.note.plain{background:var(--accent-soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1rem 1.4rem}
.tiles div{display:flex;flex-direction:column}
.tiles dt{color:var(--soft);font-size:.84rem}
.tiles dd{font-size:1.45rem;font-weight:650;line-height:1.25}
.tiles .first{grid-column:span 2}
.tiles .first dd{font-size:2.6rem;line-height:1.1;letter-spacing:-.01em}
.tiles small{font-size:.84rem;font-weight:400;color:var(--soft);display:block;letter-spacing:0;line-height:1.4}
.two{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem 2rem;align-items:start}
.three{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:1.2rem 1.6rem}
main>section>*>*,.three>*{min-width:0}
figure{display:grid;gap:.35rem;min-width:0}
figcaption{color:var(--soft);font-size:.86rem;line-height:1.45}
.plot{display:block;width:100%;height:auto;max-width:28rem;overflow:visible}
.wide{overflow-x:auto}
.wide .plot{max-width:none;min-width:44rem}
.plot text{white-space:pre}
.key{display:inline-block;width:.72em;height:.72em;border-radius:50%;margin-inline-end:.3em;background:var(--accent)}
.key.ring{background:none;border:2px solid var(--warn);border-radius:2px;transform:rotate(45deg) scale(.85)}
.key.line{border-radius:0;height:3px;vertical-align:middle;width:1.4em}
.key.dashed{border-radius:0;height:0;vertical-align:middle;width:1.4em;background:none;border-top:2px dashed var(--soft)}
.key.mark-line{border-radius:0;width:2px;height:1em;vertical-align:middle;background:var(--warn)}
.key.line.warn{background:var(--warn)}
.key.line.soft-line{background:var(--soft);opacity:.5}
.key.dashed.bad{border-top-color:var(--bad)}
a{color:var(--accent)}
.plot a{cursor:pointer}
.plot a:hover rect{stroke:var(--ink);stroke-width:1.5}
.plot a:focus{outline:none}
.plot a:focus-visible rect{stroke:var(--ink);stroke-width:3}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.pixels{display:block;width:56px;height:auto;image-rendering:pixelated;border-radius:3px}
.digits{display:grid;grid-template-columns:repeat(auto-fill,minmax(56px,1fr));gap:.6rem .5rem;font-size:.78rem;line-height:1.3}
.digits li{display:grid;grid-template-columns:minmax(0,1fr);justify-items:center;gap:.15rem;text-align:center;overflow-wrap:anywhere}
.digits li>*{min-width:0;max-width:100%;overflow-wrap:anywhere}
.digits .pixels,.pair .pixels{border:1px solid var(--edge)}
.cells{min-height:9rem;padding:1rem;border-radius:10px;background:var(--paper)}
.cells section{display:none;gap:.6rem}
.cells section:target{display:grid;scroll-margin-top:40vh}
.cells:has(:target) .hint{display:none}
.cells:not(:has(:target)) .first{display:grid;margin-top:.8rem}
.mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15.5rem,100%),1fr));gap:1.1rem 1.4rem}
.mistakes li{display:grid;grid-template-columns:auto 1fr;gap:.2rem .8rem;align-items:start;font-size:.86rem;line-height:1.4}
.pair{display:flex;gap:.3rem}
.pair .pixels{width:74px}
.pair.large{margin-bottom:.7rem}
.pair.large .pixels{width:min(168px,calc(50% - .15rem))}
.digits.maps .pixels{width:56px}
.strip .pixels{width:min(384px,100%);border:1px solid var(--edge);margin-block:.3rem}
.mistakes li>*{min-width:0;overflow-wrap:anywhere}
.mistakes b{font-size:.98rem}
.digits.told{grid-template-columns:repeat(auto-fill,minmax(92px,1fr));gap:1rem .6rem}
.layers{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.7rem 1.5rem}
.layers li{position:relative;display:grid;align-content:center;padding:.5rem .8rem;border:1px solid var(--line);border-radius:9px;background:var(--paper);font-size:.86rem;line-height:1.4}
.layers li:not(:last-child)::after{content:"\\2192";position:absolute;right:-1.3rem;top:50%;translate:0 -50%;color:var(--soft)}
.weights{display:grid;grid-template-columns:repeat(auto-fill,minmax(64px,1fr));gap:.7rem}
.weights.pairs{grid-template-columns:repeat(auto-fill,minmax(124px,1fr))}
.weights.filters .pixels,.weights.neurons .pixels{width:58px;border:1px solid var(--edge)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.24rem .5rem;text-align:right;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left;padding-left:0}
thead th{color:var(--soft);font-weight:500;font-size:.84rem;white-space:nowrap;overflow-wrap:normal}
tbody th{font-weight:600}
td{white-space:nowrap}
.words th,.words td{text-align:left;white-space:normal;overflow-wrap:break-word}
.words th:first-child{white-space:nowrap;padding-right:1.2rem}
.words td{overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1.2rem;font-size:.92rem}
.facts dt{color:var(--soft)}
.facts dd{overflow-wrap:anywhere}
code{font:.88em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
.trials th,.trials td{white-space:nowrap;overflow-wrap:normal;vertical-align:top}
.trials :is(th,td):last-child{text-align:left;padding-left:1rem}
.trials code{display:block;white-space:nowrap}
footer{padding-block:1.4rem 2.4rem;color:var(--soft);font-size:.85rem}
@media (max-width:760px){.two{grid-template-columns:minmax(0,1fr)}.cells section:target{scroll-margin-top:1rem}}
@media (max-width:460px){th,td{padding:.24rem .28rem}table{font-size:.84rem}.mistakes{grid-template-columns:repeat(2,minmax(0,1fr));gap:1.2rem .8rem}.mistakes li{grid-template-columns:minmax(0,1fr)}.pair .pixels{width:calc(50% - .15rem);max-width:74px}.mistakes .pair{width:100%}.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-bottom:.6rem}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles .first{grid-column:1/-1}}
@page{margin:14mm}
@media print{
:root{color-scheme:light;${properties(colours.light)};--paper:#fff;--edge:var(--line)}
html{font-size:10.5pt}
header{padding-top:0}
footer{padding-block:.4rem 0}
.pixels{filter:none}
header,main,footer{max-width:none;padding-inline:0}
main,main>section{display:block}
main>section>*+*{margin-top:.8rem}
main>section,.tiles,.note{border:0;border-top:1px solid var(--line);border-radius:0;padding-inline:0;margin-bottom:.6rem}
.two,.mistakes{grid-template-columns:repeat(2,minmax(0,1fr))}
.three{grid-template-columns:repeat(3,minmax(0,1fr))}
.cells,.cells section:target{display:none}
main>section:has(.words){break-inside:avoid}
.wide .plot{min-width:0}
.trials{font-size:.8rem}
.trials code{white-space:normal}
thead th{white-space:normal;overflow-wrap:anywhere}
.cells+figure,figure,.mistakes li,.digits li,.facts,tr{break-inside:avoid}
h2,h3,.lead{break-after:avoid;break-inside:avoid}
.mark,.key{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
