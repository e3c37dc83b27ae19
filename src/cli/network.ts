/** `gradproof network summary|train|gradcheck`. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type DataSet, clouds, digits, readIdx } from "../network/data.ts";
import { NetworkError } from "../network/error.ts";
import { Network } from "../network/network.ts";
import { type NetworkGradcheck, checkNetwork } from "../network/network-gradcheck.ts";
import { loadNetwork, saveNetwork } from "../network/save.ts";
import { summaryOf, summaryText } from "../network/summary.ts";
import { type Epoch, train } from "../network/train.ts";
import { renderGradcheck } from "../render/gradcheck.ts";
import { renderHistory } from "../render/history.ts";
import { printable } from "../render/terminal.ts";
import { Usage, oneOf, readOptions, wholeNumber } from "./usage.ts";

const OPTIONS = {
  layers: { type: "string" },
  activation: { type: "string" },
  output: { type: "string" },
  loss: { type: "string" },
  initialisation: { type: "string" },
  seed: { type: "string" },
  format: { type: "string" },
  batch: { type: "string" },
  epochs: { type: "string" },
  validation: { type: "string" },
  optimiser: { type: "string" },
  rate: { type: "string" },
  patience: { type: "string" },
  samples: { type: "string" },
  images: { type: "string" },
  labels: { type: "string" },
  load: { type: "string" },
  save: { type: "string" },
  plot: { type: "string" },
} as const;

type Values = Partial<Record<keyof typeof OPTIONS, string>>;

const COMMANDS: Readonly<Record<string, (values: Values, network: Network) => number>> = { summary, train: learn, gradcheck };

export function network(args: readonly string[]): number {
  const { values, positionals } = readOptions({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [name, ...rest] = positionals;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command || rest.length > 0)
    throw new Usage("network needs one of summary, train, gradcheck, as in: gradproof network summary --layers 784-50-100-10");
  try {
    return command(values, networkFor(values));
  } catch (error) {
    if (error instanceof NetworkError) throw new Usage(error.message);
    throw error;
  }
}

function networkFor(values: Values): Network {
  if (values.load !== undefined) return loadNetwork(readFile(values.load).toString("utf8"));
  if (values.layers === undefined) throw new Usage("--layers says how many neurons each layer has, as in --layers 784-50-100-10");
  if (!/^\d+(?:-\d+)+$/.test(values.layers)) throw new Usage(`--layers is a list such as 784-50-100-10, not "${values.layers}"`);
  const layers = values.layers.split("-").map(Number);
  const { activation, output, initialisation } = values;
  // What people build: a classifier, where there are classes to tell apart.
  const loss = values.loss ?? ((layers.at(-1) as number) > 2 ? "cross-entropy" : "half-squared-error");
  return new Network({
    layers,
    loss,
    seed: wholeNumber("seed", values.seed, 1, 0),
    ...(activation === undefined ? {} : { activation }),
    ...(output === undefined ? {} : { output }),
    ...(initialisation === undefined ? {} : { initialisation }),
  });
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Usage(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/** Nothing half written: the file is there whole, or it is not. */
function writeFile(path: string, text: string): void {
  try {
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  } catch (error) {
    throw new Usage(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

function print(values: Values, data: unknown, text: string): void {
  const format = oneOf("format", values.format, ["text", "json"], "text");
  const lines = text.split("\n").map(printable).join("\n");
  process.stdout.write(format === "json" ? `${JSON.stringify(data, null, 1)}\n` : lines);
}

function summary(values: Values, made: Network): number {
  const found = summaryOf(made);
  print(values, found, summaryText(found));
  return 0;
}

function gradcheck(values: Values, made: Network): number {
  const count = wholeNumber("batch", values.batch, 1, 1);
  const data = dataFor(values, made, count);
  const found = checkNetwork(made, data.x.subarray(0, count * made.inputs), data.t.subarray(0, count * made.outputs));
  const { sample, ...shown } = found;
  print(values, shown, gradcheckText(found));
  if (values.plot !== undefined) writeFile(values.plot, renderGradcheck({ ...shown, sample }));
  return found.mismatches > 0 ? 1 : 0;
}

function gradcheckText(found: NetworkGradcheck): string {
  const lines = [
    `${found.checked} of ${found.parameters} gradients checked against central differences, ${found.mismatches} mismatches`,
    `largest error ${found.maxRelativeError.toExponential(2)} of the largest gradient of its layer, differences good to ${found.maxRelativeBound.toExponential(2)}`,
    ...(found.worst
      ? [
          `worst: ${found.worst.parameter}, backward ${found.worst.analytic}, difference ${found.worst.difference} ± ${found.worst.bound.toExponential(1)}`,
        ]
      : []),
    ...counted(found.zeros, "have the gradient 0"),
    ...counted(found.kinks, "sit on a kink, where there is no derivative"),
    ...found.found.map(
      (each) => `mismatch: ${each.parameter}, backward ${each.analytic}, difference ${each.difference} ± ${each.bound.toExponential(1)}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const MOST_NAMES = 8;

function counted({ count, names }: NetworkGradcheck["zeros"], what: string): string[] {
  return count > 0 ? [`${count} ${what}: ${names.slice(0, MOST_NAMES).join(", ")}${count > MOST_NAMES ? ", …" : ""}`] : [];
}

/** Images and labels from files, or seeded clouds of points. */
function dataFor(values: Values, { inputs, outputs, options }: Network, count: number): DataSet {
  if (values.images !== undefined || values.labels !== undefined) {
    if (values.images === undefined || values.labels === undefined) throw new Usage("--images and --labels belong together");
    const data = digits(readIdx(readFile(values.images)), readIdx(readFile(values.labels)), outputs);
    if (data.count < count) throw new Usage(`there are ${data.count} images, fewer than ${count}`);
    return data;
  }
  return clouds(count, inputs, outputs, options.seed);
}

function learn(values: Values, made: Network): number {
  const data = dataFor(values, made, wholeNumber("samples", values.samples, 1000, 1));
  const epochs = wholeNumber("epochs", values.epochs, 10, 1);
  const isText = oneOf("format", values.format, ["text", "json"], "text") === "text";
  const history = train(made, data, {
    epochs,
    batch: wholeNumber("batch", values.batch, 32, 1),
    validation: fraction("validation", values.validation, 0.2),
    rate: fraction("rate", values.rate, 0.1),
    seed: wholeNumber("seed", values.seed, 1, 0),
    ...(values.optimiser === undefined ? {} : { optimiser: values.optimiser }),
    ...(values.patience === undefined ? {} : { patience: wholeNumber("patience", values.patience, 1, 1) }),
    ...(process.stderr.isTTY ? { progress: bar(epochs) } : {}),
  });
  if (values.save !== undefined) writeFile(values.save, saveNetwork(made));
  if (values.plot !== undefined) writeFile(values.plot, renderHistory(history.epochs));
  if (isText) for (const [at, epoch] of history.epochs.entries()) process.stdout.write(`${epochText(at + 1, epochs, epoch)}\n`);
  else print(values, history, "");
  return 0;
}

function fraction(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new Usage(`--${name} needs a number of at least 0, not "${value}"`);
  return number;
}

const WIDTH = 30;

/** A bar on standard error, drawn anew after every batch. */
function bar(epochs: number): (epoch: number, done: number, of: number) => void {
  return (epoch, done, of) => {
    const filled = Math.round((WIDTH * done) / of);
    const end = done === of && epoch === epochs - 1 ? "\n" : "";
    process.stderr.write(`\r\u001b[KEpoch ${epoch + 1}/${epochs} [${"=".repeat(filled)}${".".repeat(WIDTH - filled)}] ${done}/${of}${end}`);
  };
}

function epochText(at: number, of: number, epoch: Epoch): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const validation =
    epoch.validationLoss === null
      ? ""
      : ` - val_loss: ${epoch.validationLoss.toFixed(4)} - val_accuracy: ${percent(epoch.validationAccuracy as number)}`;
  return `Epoch ${at}/${of} - loss: ${epoch.loss.toFixed(4)} - accuracy: ${percent(epoch.accuracy)}${validation}`;
}
