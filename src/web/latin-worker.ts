/** The engine in a worker, built without the words that a page in Latin letters has no use for (latin-words.ts). */
import { serve } from "./serving.ts";

serve();
