import { mountPage } from '../../ui/mount-page.ts';
import Popup from '../../ui/popup/Popup.svelte';

mountPage(Popup, 'popupTitle');
