import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { awk, guestScripts } from './guest-shell.ts';

/** An answer file as `xmllint --format` prints it. */
const answerFile = `<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment with <tags> and -> arrows -->
<unattend xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State">
  <settings pass="windowsPE">
    <component name="Microsoft-Windows-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35">
      <DiskConfiguration>
        <Disk wcm:action="add">
          <DiskID>0</DiskID>
          <WillWipeDisk>true</WillWipeDisk>
          <CreatePartitions>
            <CreatePartition wcm:action="add">
              <Order>2</Order>
              <Type>Primary</Type>
              <Extend>true</Extend>
            </CreatePartition>
            <CreatePartition wcm:action="add">
              <Order>1</Order>
              <Type>EFI</Type>
              <Size>260</Size>
            </CreatePartition>
          </CreatePartitions>
          <ModifyPartitions>
            <ModifyPartition wcm:action="add">
              <Order>1</Order>
              <PartitionID>1</PartitionID>
              <Format>FAT32</Format>
              <Label>System</Label>
            </ModifyPartition>
            <ModifyPartition wcm:action="add">
              <Order>2</Order>
              <PartitionID>2</PartitionID>
              <Format>NTFS</Format>
            </ModifyPartition>
          </ModifyPartitions>
        </Disk>
      </DiskConfiguration>
      <UserData>
        <AcceptEula>true</AcceptEula>
        <ProductKey/>
      </UserData>
    </component>
    <component name="Microsoft-Windows-Setup" processorArchitecture="arm64">
      <UseConfigurationSet>true</UseConfigurationSet>
    </component>
  </settings>
  <settings pass="oobeSystem">
    <component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64">
      <TimeZone>UTC</TimeZone>
      <UserAccounts>
        <AdministratorPassword>
          <Value>c2VjcmV0</Value>
        </AdministratorPassword>
      </UserAccounts>
      <FirstLogonCommands>
        <SynchronousCommand wcm:action="add">
          <Order>1</Order>
          <CommandLine>cmd /c "echo 1 &gt; a &amp;&amp; echo &quot;two&quot;"
            second line</CommandLine>
        </SynchronousCommand>
      </FirstLogonCommands>
    </component>
  </settings>
</unattend>
`;

const flat = () => awk('lib/flatten-answer-file.awk', answerFile);

test('an answer file becomes a table of passes, components, paths and values', async () => {
  await expect(flat()).toMatchFileSnapshot('__snapshots__/answers.tsv');
});

test('partitions follow Order, and take format and label by PartitionID', () => {
  expect(awk('setup/partitions.awk', flat(), ['-F', '\t', '-v', 'disk=DiskConfiguration/Disk[1]/'])).toBe(
    '1\tsize=260MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\tFAT32\tSystem\n' +
      '2\ttype=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\tNTFS\tNO NAME\n',
  );
});

test('what nothing plays is reported by pass and component', () => {
  const directory = mkdtempSync(join(tmpdir(), 'goldpane-answers-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'answers'), flat());
  const program = join(guestScripts, 'lib/not-played.awk');
  const played = join(guestScripts, 'lib/played-settings.txt');
  const text = execFileSync('awk', ['-F', '\t', '-f', program, played, join(directory, 'answers')], {
    encoding: 'utf8',
  });

  expect(text).toBe(
    'windowsPE Microsoft-Windows-Setup: UserData/ProductKey\n' + 'oobeSystem Microsoft-Windows-Shell-Setup: TimeZone\n',
  );
});

test('passwords in the cached answer file become asterisks of the same length', () => {
  expect(awk('os/blank-passwords.awk', answerFile)).toBe(answerFile.replace('c2VjcmV0', '********'));
});
