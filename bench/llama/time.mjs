// Times llama.cpp on one model file, alone and several at a time; one JSON line each. usage: node time.mjs FILE THREADS PROMPT DECODE SEQUENCES...
import {getLlama} from "node-llama-cpp";

const [file, threads, prompt, decode, ...levels] = process.argv.slice(2).map((text, i) => (i === 0 ? text : Number(text)));
const rounds = 3;
const llama = await getLlama({build: "never", gpu: false, logLevel: "error", maxThreads: threads});
const model = await llama.loadModel({modelPath: file});
const ids = Array.from({length: prompt}, (_, i) => ((i * 37) % 700) + 5);

async function run(sequences) {
  const context = await model.createContext({contextSize: prompt + decode + 32, sequences, threads, batchSize: sequences * (prompt + 8)});
  const began = performance.now();
  const firsts = [];
  await Promise.all(
    Array.from({length: sequences}, () => context.getSequence()).map(async sequence => {
      let written = 0;
      for await (const _ of sequence.evaluate(ids, {temperature: 0, yieldEogToken: true})) {
        if (++written === 1) firsts.push(performance.now());
        if (written > decode) break;
      }
    })
  );
  const ended = performance.now();
  await context.dispose();
  const last = Math.max(...firsts);
  return {prefill: (1000 * sequences * prompt) / (last - began), decode: (1000 * sequences * decode) / (ended - last)};
}

for (const sequences of levels) {
  await run(sequences);
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await run(sequences));
  console.log(
    JSON.stringify({
      sequences,
      prefillPerSecond: Math.max(...results.map(result => result.prefill)),
      decodePerSecond: Math.max(...results.map(result => result.decode)),
    })
  );
}
process.exit(0);
