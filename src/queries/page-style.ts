// The page's style sheet: readable on a phone, in light and in dark, and on paper. Inlined, so the page asks nobody for anything.

export const PAGE_STYLE = `
:root{--bg:#fff;--fg:#1b1f24;--dim:#5a6470;--line:#d8dee4;--good:#15803d;--bad:#b42318;--run:#1d5fb8;--band:#e3f4e8;--badbg:#fdecea}
@media(prefers-color-scheme:dark){:root{--bg:#0f1318;--fg:#e6eaef;--dim:#9aa6b2;--line:#2c343d;--good:#4cc07a;--bad:#ff8a7a;--run:#7ab3ff;--band:#16301f;--badbg:#3a1a17}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--bg);color:var(--fg);font:16px/1.4 system-ui,sans-serif}
h1{margin:0;font-size:1.5rem}h2{font-size:1rem;margin:1.5rem 0 .25rem}header p{margin:.25rem 0 0;color:var(--dim)}
header{border-left:.4rem solid var(--dim);padding-left:.75rem}header.good{border-color:var(--good)}header.bad{border-color:var(--bad)}
.note{background:var(--badbg);padding:.5rem .75rem;border-radius:.4rem}
ol,.issues{list-style:none;margin:0;padding:0}
.card{display:grid;grid-template-columns:minmax(11rem,1fr) minmax(12rem,1.3fr) 280px;gap:.25rem 1rem;align-items:center;padding:.75rem;margin-top:.5rem;border-left:.25rem solid var(--bad);background:var(--badbg);break-inside:avoid}
.card b,.card span,.issues b,.issues span{display:block;overflow-wrap:anywhere}.card span,.issues span{color:var(--dim);font-size:.875rem}
.issues li{padding:.5rem 0;border-top:1px solid var(--line)}
.next{grid-column:1/-1;font-size:.875rem}a{color:var(--run)}
pre{margin:.25rem 0 0;padding:.5rem;background:var(--bg);border:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font-size:.75rem;user-select:all}
em{font-style:normal;font-weight:600;color:var(--bad)}
details{border-top:1px solid var(--line);margin-top:.5rem}summary{padding:.5rem 0;cursor:pointer;font-weight:600}
.lines li{display:flex;flex-wrap:wrap;gap:0 1rem;justify-content:space-between;padding:.2rem 0;border-top:1px solid var(--line);font-size:.875rem;overflow-wrap:anywhere}
.lines b{font-weight:600;margin-right:.5rem}.lines span,.lines span span{color:var(--dim)}.lines b{color:var(--fg)}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
svg{width:100%;max-width:280px;height:auto;display:block}text{fill:var(--dim);font-size:9px;text-anchor:middle}text.now{text-anchor:end}
.band{fill:var(--band)}.axis{stroke:var(--line)}circle.good{fill:var(--good)}
circle.running{fill:none;stroke:var(--run);stroke-width:2}path.gone{stroke:var(--dim);stroke-width:1.5;fill:none}
.key{display:flex;flex-wrap:wrap;gap:.25rem .5rem;align-items:center;color:var(--dim);font-size:.875rem}
.key i{width:.7rem;height:.7rem;border-radius:50%;margin-left:.5rem}.key i.good{background:var(--good)}
.key i.running{border:2px solid var(--run)}.key i.gone{border-radius:0;background:linear-gradient(45deg,transparent 44%,var(--dim) 44% 56%,transparent 56%),linear-gradient(-45deg,transparent 44%,var(--dim) 44% 56%,transparent 56%)}
.key i.band{border-radius:0;background:var(--band);border:1px solid var(--line)}
@media(max-width:44rem){.card{grid-template-columns:1fr}svg{max-width:none}}
@media print{body{max-width:none}pre{display:none}.card{background:none}}
`
  .trim()
  .replaceAll('\n', '');
