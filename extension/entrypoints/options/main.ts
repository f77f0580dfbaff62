import { mountPage } from '../../ui/mount-page.ts';
import Options from '../../ui/options/Options.svelte';

mountPage(Options, 'optionsTitle');
