import { MapPinOff } from 'lucide-react'
import { Notice, NoticeLink } from '@/components/states/Notice'

export default function NotFound() {
  return (
    <Notice icon={MapPinOff} title="There is no screen at this address">
      <p>The link may be from an older version of Ringfence.</p>
      <NoticeLink href="/">Go to Live</NoticeLink>
    </Notice>
  )
}
