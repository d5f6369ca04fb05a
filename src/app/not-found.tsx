import { Notice } from '../editor/components/notice.tsx';
import { ButtonLink } from '../editor/components/button.tsx';

export default function NotFound() {
  return (
    <Notice title="There is no such page">
      <ButtonLink look="primary" href="/projects">
        All projects
      </ButtonLink>
      <ButtonLink href="/exports">Exports</ButtonLink>
    </Notice>
  );
}
