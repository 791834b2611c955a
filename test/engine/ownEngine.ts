import { serve } from "../../src/engine/serve.ts";
import { standardTables } from "../../src/engine/tasks.ts";
import { drift } from "./drift.ts";

/** The engine with one projection more. */
serve({ ...standardTables, projections: [...standardTables.projections, drift] });
