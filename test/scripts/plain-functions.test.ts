// Arrow functions at the top level of a module become plain functions; every other one stays.
import { toPlainFunctions } from '../../scripts/plain-functions';

const table: [name: string, source: string, plain: string][] = [
  [
    'an expression',
    'const f = (a: number) => a + 1;',
    'const f = function (a: number) { return ( a + 1); };',
  ],
  ['a block', 'const f = () => { g(); };', 'const f = function ()  { g(); };'],
  ['an object', 'const f = () => ({ a });', 'const f = function () { return ( ({ a })); };'],
  ['an async one', 'const f = async (a) => a;', 'const f = async function (a) { return ( a); };'],
  [
    'with types',
    'const f = <T>(a: T): a is T => a;',
    'const f = function <T>(a: T): a is T { return ( a); };',
  ],
  [
    'a value of an object',
    'const o = { f: () => 1 };',
    'const o = { f: function () { return ( 1); } };',
  ],
  [
    'behind letters of more bytes',
    '// über\nconst f = () => 1;',
    '// über\nconst f = function () { return ( 1); };',
  ],
  [
    'inside another one',
    'const f = (a) => a.map((b) => b);',
    'const f = function (a) { return ( a.map((b) => b)); };',
  ],
  ['inside a function', 'function f() { return () => 1; }', 'function f() { return () => 1; }'],
  ['with the `this` of a class', 'class A { f = () => this; }', 'class A { f = () => this; }'],
  [
    'over several lines',
    'const f = () =>\n  1;\nconst g = 2;',
    'const f = function () { return (\n  1); };\nconst g = 2;',
  ],
];

test.each(table)('%s', async (_name, source, plain) => {
  expect(await toPlainFunctions(source)).toBe(plain);
});
