import type { NextConfig } from 'next'

// A sub-path such as "/ringfence" is baked into asset URLs; the site root needs none.
const basePath = process.env.RINGFENCE_BASE_PATH ?? ''

const config: NextConfig = {
  output: 'export',
  // An export goes to out/, or to the folder named here: one for a sub-path lies beside the other.
  distDir: process.env.RINGFENCE_EXPORT ?? '.next',
  trailingSlash: true, // /alert/ is the file alert/index.html on any static host
  basePath,
  env: { NEXT_PUBLIC_BASE_PATH: basePath },
  images: { unoptimized: true },
  // Pages never change within an export: one that was fetched opens without the line it came by.
  experimental: { staleTimes: { static: 86_400 } },
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
}

export default config
