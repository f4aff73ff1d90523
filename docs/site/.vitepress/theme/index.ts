/** The default theme of VitePress, with the corrections of accessible.css. */
import DefaultTheme from 'vitepress/theme';
import './accessible.css';

export default DefaultTheme;
