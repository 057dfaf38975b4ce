// The page's style sheet: readable on a phone, in light and in dark. Inlined, so the page asks nobody for anything.

export const PAGE_STYLE = `
:root{--bg:#fff;--fg:#1b1f24;--dim:#5a6470;--line:#d8dee4;--good:#15803d;--bad:#b42318;--run:#1d5fb8;--band:#e3f4e8;--badbg:#fdecea}
@media(prefers-color-scheme:dark){:root{--bg:#0f1318;--fg:#e6eaef;--dim:#9aa6b2;--line:#2c343d;--good:#4cc07a;--bad:#ff8a7a;--run:#7ab3ff;--band:#16301f;--badbg:#3a1a17}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--bg);color:var(--fg);font:16px/1.4 system-ui,sans-serif}
h1{margin:0;font-size:1.5rem}header p{margin:.25rem 0 0;color:var(--dim)}
header{border-left:.4rem solid var(--good);padding-left:.75rem}header.stale{border-color:var(--bad)}
.note{background:var(--badbg);padding:.5rem .75rem;border-radius:.4rem}
ol{list-style:none;margin:0;padding:0}
li{display:grid;grid-template-columns:minmax(11rem,1fr) minmax(12rem,1.3fr) 280px;gap:.25rem 1rem;align-items:center;padding:.6rem .75rem;border-top:1px solid var(--line)}
li.stale{background:var(--badbg)}li.skipped{color:var(--dim)}
li b,li span{display:block;overflow-wrap:anywhere}li span{color:var(--dim);font-size:.875rem}
em{font-style:normal;font-weight:600;color:var(--good)}.stale em{color:var(--bad)}.skipped em{color:var(--dim)}
svg{width:100%;max-width:280px;height:auto;display:block}
.band{fill:var(--band)}.day,.axis{stroke:var(--line)}circle.good{fill:var(--good)}
circle.running{fill:none;stroke:var(--run);stroke-width:2}path.gone{stroke:var(--dim);stroke-width:1.5;fill:none}
.key{display:flex;flex-wrap:wrap;gap:.25rem .5rem;align-items:center;color:var(--dim);font-size:.875rem}
.key i{width:.7rem;height:.7rem;border-radius:50%;margin-left:.5rem}.key i.good{background:var(--good)}
.key i.running{border:2px solid var(--run)}.key i.gone{border-radius:0;background:linear-gradient(45deg,transparent 44%,var(--dim) 44% 56%,transparent 56%),linear-gradient(-45deg,transparent 44%,var(--dim) 44% 56%,transparent 56%)}
.key i.band{border-radius:0;background:var(--band);border:1px solid var(--line)}
@media(max-width:44rem){li{grid-template-columns:1fr}svg{max-width:none}}
`
  .trim()
  .replaceAll('\n', '');
