import { serveKernel } from "./kernel.ts";
import { manhattan } from "./manhattan.ts";

serveKernel(manhattan);
