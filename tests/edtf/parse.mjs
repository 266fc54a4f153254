// SPDX-License-Identifier: Apache-2.0
//
// Reads EDTF strings, one a line, and prints for each what the package `edtf` makes of it:
// "ok TYPE MIN MAX STRING" with the first and last day covered (- where open), or "bad STRING REASON".
import edtf from "edtf";
import { readFileSync } from "node:fs";

const day = (time) =>
  Number.isFinite(time) ? new Date(time).toISOString().replace(/T.*/, "") : "-";

for (const text of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  try {
    const value = edtf(text);
    console.log(`ok ${value.type} ${day(value.min)} ${day(value.max)} ${text}`);
  } catch (error) {
    console.log(`bad ${text} ${String(error.message).split("\n")[0]}`);
  }
}
