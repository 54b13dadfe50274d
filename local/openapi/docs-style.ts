/** How the documentation page looks, by day and by night. */
export const docsStyle = `
:root { --ink: #1c2430; --paper: #fbfaf7; --soft: #6a7380; --line: #e4e0d6; --card: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4de; --paper: #14171c; --soft: #98a0ab; --line: #2b313a; --card: #1b2027; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, "Noto Sans SC", sans-serif; color: var(--ink);
  background: var(--paper); }
header, main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
header p { color: var(--soft); max-width: 46rem; }
h1 { margin: 0; font-size: 2rem; } h1 small { font-size: 1rem; color: var(--soft); }
h2 { text-transform: capitalize; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { margin: 1rem 0 .3rem; font-size: .85rem; color: var(--soft); text-transform: uppercase; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; }
nav a { padding: .2rem .8rem; border: 1px solid var(--line); border-radius: 2rem; }
a { color: inherit; }
details { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  margin: .6rem 0; padding: .6rem 1rem; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .6rem; align-items: baseline; }
summary span { color: var(--soft); }
summary b { min-width: 4.2rem; text-align: center; border-radius: .3rem; color: #fff;
  font-size: .8rem; padding: .1rem .4rem; background: #5b6470; }
.get { background: #2c6e9b; } .post { background: #2f7d4f; } .delete { background: #a3473d; }
.put { background: #8a6414; }
pre { overflow-x: auto; padding: .8rem; border-radius: .4rem; background: var(--paper);
  border: 1px solid var(--line); font-size: .85rem; }
table { border-collapse: collapse; font-size: .9rem; }
td { border-top: 1px solid var(--line); padding: .25rem .8rem .25rem 0; vertical-align: top; }
.answer { margin: .4rem 0; } .good { color: #2f7d4f; } .bad { color: #a3473d; }
.answer span { color: var(--soft); font-size: .9rem; }
`;
