import { Notice } from '../editor/components/notice.tsx';
import { ButtonLink } from '../editor/components/button.tsx';

export default function NotFound() {
  return (
    <Notice title="There is no such page">
      <ButtonLink href="/exports">Go to the exports</ButtonLink>
    </Notice>
  );
}
