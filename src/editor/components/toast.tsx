'use client';
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { Toast as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { IconButton } from './button.tsx';

export interface ToastMessage {
  readonly title: string;
  readonly text?: string;
  readonly isFault?: boolean;
}

const ToastContext = createContext<(message: ToastMessage) => void>(() => {});

/** Says something in passing: `const toast = useToast(); toast({ title: 'Removed' })`. */
export function useToast(): (message: ToastMessage) => void {
  return useContext(ToastContext);
}

/** Holds the messages of everything inside it, at the bottom of the window. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly (ToastMessage & { readonly id: string })[]>([]);
  const add = useCallback((message: ToastMessage) => {
    setToasts((shown) => [...shown.slice(-2), { ...message, id: crypto.randomUUID() }]);
  }, []);
  const drop = useCallback((id: string) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  return (
    <ToastContext.Provider value={add}>
      <Radix.Provider swipeDirection="right" duration={6000} label="Message">
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => drop(toast.id)} />
        ))}
        <Radix.Viewport className="fixed right-0 bottom-0 z-50 m-0 flex w-[min(24rem,100vw)] list-none flex-col gap-2 p-4 outline-none" />
      </Radix.Provider>
    </ToastContext.Provider>
  );
}

function ToastCard({ toast, onClose }: { readonly toast: ToastMessage; readonly onClose: () => void }) {
  const look = toast.isFault === true ? 'border-l-fault' : 'border-l-edge';
  return (
    <Radix.Root
      onOpenChange={(isOpen) => isOpen || onClose()}
      type={toast.isFault === true ? 'foreground' : 'background'}
      className={`flex items-start gap-2 rounded-lg border-l-4 bg-raised py-2 pr-1.5 pl-3.5 text-text shadow-float ring-1 ring-line animate-appear ${look}`}
    >
      <div className="min-w-0 flex-1 py-1.5">
        <Radix.Title className="text-sm font-medium break-words">{toast.title}</Radix.Title>
        {toast.text !== undefined && (
          <Radix.Description className="mt-0.5 text-sm text-pretty break-words text-muted">
            {toast.text}
          </Radix.Description>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton label="Dismiss">
          <X aria-hidden />
        </IconButton>
      </Radix.Close>
    </Radix.Root>
  );
}
