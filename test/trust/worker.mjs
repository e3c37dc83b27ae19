/** One share of the generated steps. */
import { parentPort, workerData } from "node:worker_threads";

const { judge } = await import(workerData.bundle);
const say = (line) => parentPort.postMessage({ line });
parentPort.postMessage({ counts: judge(...workerData.args, say, say) });
