import { serveKernel } from "../numeric/kernel.ts";
import { pacmapKernel } from "./pacmapKernel.ts";

serveKernel(pacmapKernel);
