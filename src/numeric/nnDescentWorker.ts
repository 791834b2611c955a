import { serveKernel } from "./kernel.ts";
import { nnDescentKernel } from "./nnDescentKernel.ts";

serveKernel(nnDescentKernel);
