/** The style of the page. It needs no other file, and knows a light and a dark screen. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b1f24;--soft:#5b6470;--line:#dde1e6;--good:#1a7f4b;--bad:#b3261e;--warn:#8a5a00;--warnbg:#fff4dc}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1d2126;--text:#e7eaee;--soft:#a3acb8;--line:#343a42;--good:#5ecb93;--bad:#ff8a80;--warn:#ffcf70;--warnbg:#3a2f14}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px}
h2{font-size:1.25rem;margin:40px 0 4px}
p{margin:4px 0}
.soft{color:var(--soft)}
code{font:.88em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.note{display:inline-block;margin-top:10px;padding:6px 12px;border-radius:8px;background:var(--warnbg);color:var(--warn);font-weight:600}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:16px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px}
.card b{display:block;font-size:1.9rem;line-height:1.15;font-variant-numeric:tabular-nums}
.good b{color:var(--good)}.bad b{color:var(--bad)}
table{width:100%;border-collapse:collapse;background:var(--card)}
th,td{text-align:left;vertical-align:top;padding:9px 12px;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-size:.85rem;font-weight:600}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.box{border:1px solid var(--line);border-radius:12px;overflow:hidden;background:var(--card);margin:12px 0}
.option{white-space:nowrap}
.few{max-width:560px}
summary{cursor:pointer;padding:12px 16px;font-weight:600}
summary .number{margin-left:8px;padding:1px 9px;border-radius:99px;background:var(--page);border:1px solid var(--line);font-size:.85rem}
summary:focus-visible{outline:3px solid var(--good);outline-offset:-3px}
.about{padding:0 16px 12px}
.id{display:block;color:var(--soft);font-size:.88rem}
.mend td:nth-child(1){width:24%}.mend td:nth-child(2){width:9%}.mend td:nth-child(3){width:37%}
.tried{display:block;margin-top:4px;color:var(--soft);font-size:.88rem}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:12px;margin:12px 0}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.pair div{font-size:.8rem;color:var(--soft)}
.pair img,.pair .none{display:flex;align-items:center;justify-content:center;width:100%;aspect-ratio:1;object-fit:contain;background:var(--page);border-radius:8px}
figcaption{margin-top:8px;font-size:.92rem;overflow-wrap:anywhere}
footer{margin-top:40px;color:var(--soft);font-size:.9rem}
@media (max-width:640px){
main{padding:16px 12px 48px}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody,.stack tr,.stack td{display:block;width:auto!important}
.stack tr{border-top:1px solid var(--line);padding:8px 0}
.stack td{border:0;padding:3px 16px;text-align:left!important}
.stack td[data-label]:before{content:attr(data-label);display:block;color:var(--soft);font-size:.8rem}
.cards{grid-template-columns:1fr 1fr}
}
@media print{body{background:#fff}details,.card,figure{break-inside:avoid}}
`;
