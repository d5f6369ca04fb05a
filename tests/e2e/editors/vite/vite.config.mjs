export default {
  // One React for all: the editor's own.
  resolve: { dedupe: ['react', 'react-dom'] },
  logLevel: 'error',
};
