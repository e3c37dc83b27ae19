/** The engine in a worker, with all the words that there are. */
import { serve } from "./serving.ts";

serve();
