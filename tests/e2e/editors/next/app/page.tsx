import { config } from './config.ts';
import { Exporting } from './export-button.tsx';

export default function Page() {
  return <Exporting config={config} />;
}
