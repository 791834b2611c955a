import { serve } from "./serve.ts";
import { standardTables } from "./tasks.ts";

/** Child-process entry. */
serve(standardTables);
