type Answer = (asked: { id: string; isEmpty: boolean }) => object | null

export const RING_ANSWERS: Readonly<
  Record<'/rings' | '/rings/*' | '/rings/*/graph' | '/rings/*/history' | '/cases', Answer>
>
