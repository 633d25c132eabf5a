'use client'

import type { ReactNode } from 'react'
import { Gate } from './Gate'
import { Overlays } from './Overlays'
import { SideBar } from './SideBar'
import { Toasts } from './Toasts'
import { TopBar } from './TopBar'

export function AppShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-full">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:left-3 focus:top-3"
      >
        Skip to content
      </a>
      <SideBar />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <Gate>{children}</Gate>
      </div>
      <Overlays />
      <Toasts />
    </div>
  )
}
