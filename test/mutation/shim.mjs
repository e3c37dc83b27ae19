/** What the tests use of Vitest, in a form that can be run again and again in one process, each time on fresh modules. */
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend, chai } from "@vitest/expect";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** Tests of size and robustness: long, and not about what a mutant changes. */
const LEFT_OUT = /bad input|million deep|same text gives/;
export const tests = [];
const path = [];

export const expect = (value, message) => chai.expect(value, message);
for (const name of ["objectContaining", "stringMatching", "stringContaining", "arrayContaining", "any", "anything"])
  expect[name] = chai.expect[name];

export function describe(name, body) {
  path.push(name);
  body();
  path.pop();
}
describe.skipIf = (skip) => (skip ? () => undefined : describe);
describe.each = (list) => (name, body) => list.forEach((item) => describe(`${name} ${String(item)}`, () => body(...[item].flat())));

export function it(name, body) {
  const full = [...path, name].join(" > ");
  if (!LEFT_OUT.test(full)) tests.push({ name: full, body });
}
export const afterAll = () => undefined;
it.skipIf = (skip) => (skip ? () => undefined : it);
it.each = (list) => (name, body) => list.forEach((item, i) => it(`${name} #${i}`, () => body(...(Array.isArray(item) ? item : [item]))));
