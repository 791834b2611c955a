import { main } from "./cli/main.ts";
import { standardTables } from "./engine/tasks.ts";

main(standardTables);
