/** How a config lies in a body: alone, as the input of a tRPC call, or as that of the one call of a batch. */
export type ConfigForm = 'alone' | 'call' | 'batch';
