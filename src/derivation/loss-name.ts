/** What losses are called: numbers, by custom. */
export const LOSS_NAMES: ReadonlySet<string> = new Set("L E C J ℒ ℓ 𝓛 Loss loss cost Cost 손실 損失 损失".split(" "));
