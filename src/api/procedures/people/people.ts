import { router } from '../../trpc.ts';
import { invitePerson } from './invite-person.ts';
import { listPeople } from './list-people.ts';
import { resetPassword } from './reset-password.ts';
import { setAdministrator } from './set-administrator.ts';
import { setDisabled } from './set-disabled.ts';

export const people = router({
  list: listPeople,
  invite: invitePerson,
  resetPassword,
  setAdministrator,
  setDisabled,
});
