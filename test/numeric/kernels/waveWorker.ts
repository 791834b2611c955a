import { serveKernel } from "../../../src/numeric/kernel.ts";
import { wave } from "./wave.ts";

serveKernel(wave);
