/** The observatory's style sheet: dark and light, from phone to desk. */
export const stylesheet = `
:root { color-scheme: light dark; --ink: #1d2327; --soft: #5b666d; --paper: #fbf9f4; --card: #ffffff; --line: #ddd6c8; --accent: #8a3b12; --good: #1d6b45; --bad: #a02c2c; --blue: #2b5a8c; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece7dc; --soft: #a9a294; --paper: #16181a; --card: #1f2224; --line: #383b3d; --accent: #f0a878; --good: #7fd1a4; --bad: #f09a9a; --blue: #8fbcf0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
h1, h2 { font-family: Literata, Georgia, 'Times New Roman', serif; font-weight: 600; line-height: 1.2; }
h1 { font-size: clamp(1.8rem, 5vw, 2.6rem); margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; }
.eyebrow { margin: 0 0 .5rem; color: var(--accent); font-weight: 600; }
.lead { max-width: 46rem; color: var(--soft); margin: 0; }
.lead strong { color: var(--ink); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 2rem 0 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; font-size: 1.7rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
td small { white-space: normal; color: var(--soft); }
tr:last-child td { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; }
.outcome { font-weight: 600; } .outcome.published { color: var(--good); } .outcome.quarantined { color: var(--bad); }
progress { width: 12rem; max-width: 50vw; accent-color: var(--accent); vertical-align: middle; margin-right: .5rem; }
a { color: var(--accent); } code { font-size: .9em; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: 1rem; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
section > p { max-width: 46rem; color: var(--soft); }
.chart { height: 17rem; margin: 0 0 1rem; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.chart[hidden] { display: none; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 1rem; }
.search { display: grid; gap: .35rem; max-width: 46rem; } .search[hidden] { display: none; } .search span { display: flex; gap: .5rem; }
input, button, textarea, select { font: inherit; max-width: 100%; padding: .5rem .8rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); color: var(--ink); min-width: 0; }
input { flex: 1; } button { cursor: pointer; border-color: var(--accent); color: var(--accent); font-weight: 600; } button:disabled { opacity: .6; cursor: progress; }
article { margin-top: 1rem; padding: .25rem 1rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
input[type=url] { width: min(100%, 30rem); }
textarea { width: 100%; max-width: 46rem; }
pre { overflow: auto; max-height: 24rem; font-size: .8rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .good p, .bad p { color: inherit; margin: .25rem 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wallets { list-style: none; padding: 0; display: grid; gap: .5rem; justify-items: start; }
.wallets button { display: inline-flex; align-items: center; gap: .4rem; padding: .6rem 1rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; cursor: pointer; }
.wallets button:disabled { opacity: .6; cursor: default; }
main code { overflow-wrap: anywhere; }
`;
