import { serveKernel } from "../numeric/kernel.ts";
import { tsneKernel } from "./tsneKernel.ts";

serveKernel(tsneKernel);
