import type { AnswerElement } from '../answer-document.ts';
import { addItem, component, descend, fillTexts, mark } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/** Rules of Remote Desktop by the resource that names their group: the name itself differs from language to language. */
const remoteDesktopGroup = '@FirewallAPI.dll,-28752';

/** Lets Remote Desktop in, for accounts that Windows has checked before a session starts (NLA), when it is asked for. */
export function remoteDesktop(root: AnswerElement, { remoteDesktop: isWanted }: AnswerFileOptions): void {
  if (!isWanted) return;
  fillTexts(component(root, 'specialize', 'Microsoft-Windows-TerminalServices-LocalSessionManager'), {
    fDenyTSConnections: false,
  });
  fillTexts(component(root, 'specialize', 'Microsoft-Windows-TerminalServices-RDP-WinStationExtensions'), {
    UserAuthentication: 1,
  });
  const firewall = component(root, 'specialize', 'Networking-MPSSVC-Svc');
  const group = mark(addItem(descend(firewall, 'FirewallGroups'), 'FirewallGroup'), 'keyValue', 'RemoteDesktop');
  fillTexts(group, { Active: true, Group: remoteDesktopGroup, Profile: 'all' });
}
