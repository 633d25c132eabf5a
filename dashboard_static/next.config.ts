import type { NextConfig } from 'next'

// A sub-path such as "/ringfence" is baked into asset URLs; the site root needs none.
const basePath = process.env.RINGFENCE_BASE_PATH ?? ''

const config: NextConfig = {
  output: 'export',
  trailingSlash: true, // /alert/ is the file alert/index.html on any static host
  basePath,
  env: { NEXT_PUBLIC_BASE_PATH: basePath },
  images: { unoptimized: true },
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
}

export default config
