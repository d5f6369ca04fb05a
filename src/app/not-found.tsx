import { Notice } from '../editor/components/notice.tsx';
import { ButtonLink } from '../editor/components/button.tsx';
import { pagePath } from '../editor/page-path.ts';

export default function NotFound() {
  return (
    <Notice title="There is no such page">
      <ButtonLink look="primary" href={pagePath('/projects')}>
        All projects
      </ButtonLink>
      <ButtonLink href={pagePath('/exports')}>Exports</ButtonLink>
    </Notice>
  );
}
