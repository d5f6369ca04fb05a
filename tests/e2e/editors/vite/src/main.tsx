import { createRoot } from 'react-dom/client';
import { config } from './config.ts';
import { Exporting } from './export-button.tsx';

const place = document.getElementById('editor');
if (place) createRoot(place).render(<Exporting config={config} />);
