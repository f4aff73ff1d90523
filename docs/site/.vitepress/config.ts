/** The documentation site: two languages, local search, and the page of `nn serve` as a live demo. */
import { defineConfig } from 'vitepress';
import { referencePages, tourPages } from '../pages.ts';

const sidebar = (prefix: string, tour: string, reference: string) => [
  { text: tour, items: tourPages(prefix) },
  { text: reference, items: referencePages },
];

/** VitePress 1.6 calls its search box a button, which must not contain other controls: it is a dialog. */
const searchBoxIsDialog = {
  name: 'search-box-is-dialog',
  enforce: 'pre' as const,
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith('/VPLocalSearchBox.vue')) return undefined;
    const asButton = /role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"/;
    if (!asButton.test(code)) throw new Error('the search box of VitePress has changed: see config.ts');
    return code.replace(asButton, 'role="dialog" aria-modal="true"');
  },
};

export default defineConfig({
  vite: { plugins: [searchBoxIsDialog] },
  title: 'nn',
  description: 'Trains, evaluates and uses handwritten-digit recognisers',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: '.pages',
  outDir: 'dist',
  head: [['link', { rel: 'icon', href: 'data:,' }]], // none, because browsers request one otherwise
  cleanUrls: false,
  lastUpdated: false,
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  locales: {
    root: {
      label: 'English',
      lang: 'en-GB',
      themeConfig: {
        nav: [
          { text: 'Tour', link: '/tour/' },
          { text: 'Commands', link: '/docs/commands' },
          { text: 'Live demo', link: '/demo/index.html', target: '_self' },
        ],
        sidebar: sidebar('', 'The tour', 'Reference'),
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      link: '/zh/',
      themeConfig: {
        nav: [
          { text: '教程', link: '/zh/tour/' },
          { text: '命令', link: '/docs/commands' },
          { text: '在线演示', link: '/demo/index.html', target: '_self' },
        ],
        sidebar: sidebar('zh/', '教程', '参考（英文）'),
        outline: { label: '本页目录' },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '主题',
        sidebarMenuLabel: '菜单',
        returnToTopLabel: '返回顶部',
      },
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        locales: {
          zh: { translations: { button: { buttonText: '搜索', buttonAriaLabel: '搜索' } } },
        },
        // Chinese has no spaces between words: each character is a term
        miniSearch: {
          options: {
            tokenize: (text: string) => text.match(/\p{Script=Han}|[^\s\p{P}\p{Script=Han}]+/gu) ?? [],
          },
        },
      },
    },
    outline: { level: [2, 3] },
    i18nRouting: false,
  },
});
