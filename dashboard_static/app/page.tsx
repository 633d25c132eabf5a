import { Live } from '@/components/live'

export default function LivePage() {
  return <Live />
}
