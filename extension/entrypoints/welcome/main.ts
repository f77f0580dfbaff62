import { mountPage } from '../../ui/mount-page.ts';
import Welcome from '../../ui/welcome/Welcome.svelte';

mountPage(Welcome, 'welcomeTitle');
