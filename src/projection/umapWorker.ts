import { serveKernel } from "../numeric/kernel.ts";
import { umapKernel } from "./umapKernel.ts";

serveKernel(umapKernel);
