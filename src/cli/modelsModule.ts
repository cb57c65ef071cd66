// Where worker threads find the models that this program can run.

export const modelsModule: URL = new URL("../../models/all.ts", import.meta.url)
