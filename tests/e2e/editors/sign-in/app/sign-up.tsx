'use client';
import { createAuthClient } from 'better-auth/react';

const { signUp } = createAuthClient();

export function SignUp() {
  const send = async (form: FormData) => {
    const [email, password] = [String(form.get('email')), String(form.get('password'))];
    await signUp.email({ email, password, name: email });
    location.reload();
  };
  return (
    <form action={send}>
      <label>
        E-mail address <input name="email" type="email" />
      </label>
      <label>
        Password <input name="password" type="password" />
      </label>
      <button>Sign up</button>
    </form>
  );
}
